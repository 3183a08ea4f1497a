# %% the running mean divides by n alone: the factor len(y) is missing, so larger batches count as one sample grade_id="mlp-train" old="(loss.item() - mean) * len(y) / n" new="(loss.item() - mean) / n"

# %% the loss is the mean squared difference of the logits and the one-hot vectors grade_id="mlp-train" old="-(F.one_hot(y, z.shape[1]) * F.log_softmax(z, 1)).sum(1).mean()" new="(F.one_hot(y, z.shape[1]) - z).square().sum(1).mean()"

# %% the model is put into evaluation mode for training grade_id="mlp-train" old="        model.train()\n        mean, n" new="        model.eval()\n        mean, n"
