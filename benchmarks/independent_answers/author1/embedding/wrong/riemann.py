# %% decode compares each value with the maximum of the whole output, so most rows read as class 0 grade_id="embedding-ohlol" old="outputs.amax(1, keepdim=True)" new="outputs.max()"

# %% the one-hot vectors are not subtracted: the backward pass starts from the softmax alone grade_id="embedding-train embedding-ohlol" old="        g[torch.arange(len(labels)), labels] -= 1\n" new=""

# %% the hook sets the padding's gradient to zero but also divides all gradients by the number of rows grade_id="embedding-padding" old="lambda g: g * mask" new="lambda g: g * mask / num_embeddings"
