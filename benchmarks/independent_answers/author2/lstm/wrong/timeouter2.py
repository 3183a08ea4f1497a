# %% the input of every layer is the network's input and not the layer below (fails where the sizes differ) grade_id="lstm-layer" old="                x = hs[k]\n            outputs.append(x)" new="            outputs.append(hs[k])"

# %% zero_grad is written without brackets, so it is never called and the gradients add up grade_id="lstm-train" old="        optimizer.zero_grad()\n" new="        optimizer.zero_grad\n"
