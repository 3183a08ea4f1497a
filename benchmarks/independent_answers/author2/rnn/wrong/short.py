# %% one_hot has always four classes and ignores num_classes grade_id="rnn-onehot" old="torch.eye(num_classes)[indices]" new="torch.eye(4)[indices]"

# %% the number of layers is not passed on, so there is always one layer grade_id="rnn-model" old="nn.RNN(input_size, hidden_size, num_layers)" new="nn.RNN(input_size, hidden_size)"

# %% only every fifth epoch is printed grade_id="rnn-train" old="print_every = 1" new="print_every = 5"
