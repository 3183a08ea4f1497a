# %% one_hot puts the 1 one place too far to the left grade_id="rnn-onehot" old="result[i][flat[i]] = 1.0" new="result[i][flat[i] - 1] = 1.0"

# %% every layer reads the network's input again instead of the layer below: the outputs of a layer are not handed on grade_id="rnn-model" old="            layer_input = layer_output\n        return torch.cat(layer_input)" new="        return torch.cat(layer_output)"

# %% outputs and labels are given to the cross-entropy in the wrong order grade_id="rnn-train rnn-ohlol" old="self.criterion(outputs, labels)" new="self.criterion(labels, outputs)"

# %% decode reads five rows at most grade_id="rnn-ohlol" old="while position < outputs.size(0):" new="while position < min(5, outputs.size(0)):"

# %% all layers use the recurrent weights of layer 0 grade_id="rnn-model" old="W_hh = getattr(self, \"W_hh\" + str(k))" new="W_hh = getattr(self, \"W_hh0\")"
