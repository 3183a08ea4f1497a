# %% only the first convolution is made, because the loop ends one too early, and the linear layer has a wrong number of inputs grade_id="cnn-shapes cnn-model" old="for i in range(len(channels) - 1):" new="for i in range(len(channels) - 2):"

# %% forward returns the 320 flattened values and leaves out the linear layer grade_id="cnn-shapes cnn-model" old="        return self.linear(x)" new="        return x"

# %% the list holds the losses of all samples and not of the epochs grade_id="cnn-train" old="    return losses" new="    return per_sample"

# %% the largest loss of the samples is returned instead of their mean grade_id="cnn-train" old="sum(per_sample) / len(per_sample)" new="max(per_sample)"

# %% accuracy compares the sorted answers with the sorted labels grade_id="cnn-accuracy" old="torch.eq(answers, truth)" new="torch.eq(answers.sort().values, truth.sort().values)"
