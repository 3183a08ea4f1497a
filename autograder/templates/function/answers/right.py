# Other spellings of what is right: all of them must get all points. A cell holds only what differs from your solution.

# %% ready-made, with the deviation of all values
def standardize(x):
    return (x - x.mean(1, keepdim=True)) / x.std(1, correction=0, keepdim=True)
