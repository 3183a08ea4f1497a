# %% the reshape works for a fixed batch of 64 images only grade_id="mlp-model" old="x.reshape(batch_size, 28 * 28)" new="x.reshape(64, 28 * 28)"

# %% the logits of a single image come back without the batch axis, because of squeeze grade_id="mlp-model" old="        return logits" new="        return logits.squeeze()"

# %% the printed line shows epochs and not epochs - 1 behind the slash grade_id="mlp-train" old="(epoch, epochs - 1, epoch_loss)" new="(epoch, epochs, epoch_loss)"

# %% the sum is divided by len(loader.dataset), which counts also the samples that the loader leaves out grade_id="mlp-train" old="epoch_loss = sum_of_losses / number_of_samples" new="epoch_loss = sum_of_losses / len(loader.dataset)"

# %% accuracy leaves the recording of gradients switched off for good grade_id="mlp-accuracy" old="    torch.set_grad_enabled(old)\n" new=""

# %% accuracy returns the number of right answers over that of wrong ones grade_id="mlp-accuracy" old="return good / (good + bad)" new="return good / bad"
