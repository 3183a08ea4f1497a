# %% dropout is also active in evaluation mode, because the function is told training=True grade_id="mlp-model" old="x = self.dropout(self.activation(self.hidden2(x)))" new="x = F.dropout(self.activation(self.hidden2(x)), 0.2, training=True)"

# %% a new random output layer is made in each forward, so two calls give different logits and it is never trained grade_id="mlp-model" old="x = self.output(x)" new="x = nn.Linear(80, 10)(x)"

# %% the printed epochs are counted from 1 grade_id="mlp-train" old="str(epoch - 1) +" new="str(epoch) +"

# %% nll_loss is given the logits without log_softmax grade_id="mlp-train" old="log_p = F.log_softmax(output, dim=1)" new="log_p = output"

# %% accuracy looks at the last batch only, because the list is made anew in each batch grade_id="mlp-accuracy" old="        hits.extend((predicted == labels).tolist())" new="        hits = (predicted == labels).tolist()"
