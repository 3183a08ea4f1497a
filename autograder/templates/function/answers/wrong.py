# Typical bugs: where each loses points, and its code, whose sentence stands in messages.yml. What a student's function
# gives is compared with what these give, so that the student reads the sentence.

# %% the deviation of a sample grade_id="NAME-values" code="sample-deviation"
def standardize(x):
    return (x - x.mean(1, keepdim=True)) / x.std(1, keepdim=True)


# %% columns in place of rows grade_id="NAME-values" code="columns-standardized"
def standardize(x):
    return (x - x.mean(0)) / x.std(0, correction=0)


# %% the mean is not taken away grade_id="NAME-values" code="mean-kept"
def standardize(x):
    return x / x.std(1, correction=0, keepdim=True)
