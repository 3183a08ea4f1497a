# %% the first step has no tanh grade_id="rnn-model" old="state = torch.tanh(projected[0])" new="state = projected[0]"
