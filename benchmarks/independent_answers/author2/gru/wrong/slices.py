# %% reset gate and update gate are exchanged: the first rows are read as update gate, the second as reset gate grade_id="gru-layer" old="                reset = torch.sigmoid(gi[:, :H] + gh[:, :H])\n                update = torch.sigmoid(gi[:, H:2 * H] + gh[:, H:2 * H])" new="                update = torch.sigmoid(gi[:, :H] + gh[:, :H])\n                reset = torch.sigmoid(gi[:, H:2 * H] + gh[:, H:2 * H])"

# %% h_n has no axis for the layers: only the last layer's state is returned grade_id="gru-layer" old="return current, torch.stack(last)" new="return current, last[-1]"

# %% the network is made without num_layers, so it has one layer always grade_id="gru-model" old="num_layers=num_layers)" new="num_layers=1)"
