# %% one_hot gives integers and not floats grade_id="rnn-onehot" old="return vectors.float()" new="return vectors"

# %% the second and further layers read the network's input size, and not hidden_size, so more than one layer fails where the two differ grade_id="rnn-model" old="            else:\n                size = hidden_size\n" new="            else:\n                size = input_size\n"

# %% the minus sign of the cross-entropy is missing, so training makes it larger grade_id="rnn-train rnn-ohlol" old="loss = -log_p[rows, labels].mean()" new="loss = log_p[rows, labels].mean()"

# %% the layers are kept in plain lists, so the network has no parameters to train grade_id="rnn-model" old="        self.input_layers = nn.ModuleList()\n        self.hidden_layers = nn.ModuleList()\n" new="        self.input_layers = []\n        self.hidden_layers = []\n"

# %% in training mode dropout of one fifth acts on the states of each layer grade_id="rnn-model" old="            current = torch.stack(states)\n" new="            current = nn.functional.dropout(torch.stack(states), 0.2, self.training)\n"
