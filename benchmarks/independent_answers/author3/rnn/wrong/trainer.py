# %% the zeros of h_0 are made for the batch_size of __init__, so a batch of another size raises an error grade_id="rnn-model" old="        h0 = torch.zeros((self.num_layers, batch, self.hidden_size))" new="        h0 = torch.zeros((self.num_layers, self.batch_size, self.hidden_size))"

# %% the hidden state is kept from one call to the next as in a stateful Keras layer grade_id="rnn-model"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.num_layers, self.hidden_size = num_layers, hidden_size
        self.rnn = nn.RNN(input_size, hidden_size, num_layers)
        self.state = None

    def forward(self, input):
        seq, batch = input.shape[:2]
        if self.state is None or self.state.shape[1] != batch:
            self.state = torch.zeros(self.num_layers, batch, self.hidden_size)
        states, last = self.rnn(input, self.state)
        self.state = last.detach()
        return states.reshape(seq * batch, -1)

# %% a dropout of 0.5 is set between the layers, which changes the outputs in training mode grade_id="rnn-model" old="        self.rnn = nn.RNN(input_size, hidden_size, num_layers, bias=True, dropout=0.0)" new="        self.rnn = nn.RNN(input_size, hidden_size, num_layers, bias=True, dropout=0.5)"

# %% a new Trainer with a new optimizer is made for each epoch, so Adam's moments are forgotten grade_id="rnn-train" old="    trainer = Trainer(net, lr)\n    losses = []\n    for epoch in range(epochs):" new="    losses = []\n    for epoch in range(epochs):\n        trainer = Trainer(net, lr)"

# %% the gradients' values are clipped to 0.01 before the step grade_id="rnn-train" old="        self.optimizer.step()" new="        nn.utils.clip_grad_value_(self.net.parameters(), 0.01)\n        self.optimizer.step()"
