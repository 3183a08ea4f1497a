# %% z and 1 - z are swapped: h = z * n + (1 - z) * h grade_id="gru-layer" old="h = (1 - z) * n + z * h" new="h = z * n + (1 - z) * h"

# %% the order of the gates is z, r, n instead of r, z, n grade_id="gru-layer" old="                x_r, x_z, x_n = (x @ w_ih.T + b_ih).chunk(3, dim=1)\n                h_r, h_z, h_c = (h @ w_hh.T + b_hh).chunk(3, dim=1)" new="                x_z, x_r, x_n = (x @ w_ih.T + b_ih).chunk(3, dim=1)\n                h_z, h_r, h_c = (h @ w_hh.T + b_hh).chunk(3, dim=1)"

# %% the candidate is computed without the reset gate grade_id="gru-layer" old="torch.tanh(x_n + r * h_c)" new="torch.tanh(x_n + h_c)"

# %% the reset gate multiplies the part of the input as well: tanh(r * (x_n + h_c)) grade_id="gru-layer" old="torch.tanh(x_n + r * h_c)" new="torch.tanh(r * (x_n + h_c))"

# %% the candidate goes through a sigmoid grade_id="gru-layer" old="n = torch.tanh(" new="n = torch.sigmoid("

# %% h_n is not stacked, a list of the layers' states is returned grade_id="gru-layer" old="return output, torch.stack(h_n)" new="return output, h_n"

# %% only the last layer's state is returned as h_n, (1, batch, hidden) grade_id="gru-layer" old="return output, torch.stack(h_n)" new="return output, h_n[-1].unsqueeze(0)"

# %% the bias of h is left out grade_id="gru-layer" old="(h @ w_hh.T + b_hh)" new="(h @ w_hh.T)"

# %% the parameters are plain tensors and not nn.Parameters, so they are not trained grade_id="gru-layer" old="nn.Parameter((2 * torch.rand(shape) - 1) * bound)" new="(2 * torch.rand(shape) - 1) * bound"

# %% CharGRU answers with the last state of the layers, h_n, instead of the output at each step grade_id="gru-model gru-ohlol" old="self.linear(output.flatten(0, 1))" new="self.linear(h_n.flatten(0, 1))"

# %% decode takes argmax over the whole output instead of each row grade_id="gru-ohlol" old="outputs.argmax(dim=1).tolist()" new="[outputs.argmax().item() % outputs.shape[1]]"

# %% the optimizer gets the weights of the linear layer only, net.linear.parameters(), which other networks lack as well grade_id="gru-train" old="torch.optim.Adam(net.parameters(), lr=lr)" new="torch.optim.Adam(net.linear.parameters(), lr=lr)"

# %% the default learning rate 0.05 is hard-coded grade_id="gru-train" old="torch.optim.Adam(net.parameters(), lr=lr)" new="torch.optim.Adam(net.parameters(), lr=0.05)"
