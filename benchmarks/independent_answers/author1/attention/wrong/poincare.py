# %% the four layers have no biases grade_id="attention-heads" old="(nn.Linear(d_model, d_model) for _ in range(4))" new="(nn.Linear(d_model, d_model, bias=False) for _ in range(4))"

# %% query, key, value and out are one and the same layer grade_id="attention-heads" old="(nn.Linear(d_model, d_model) for _ in range(4))" new="[nn.Linear(d_model, d_model)] * 4"
