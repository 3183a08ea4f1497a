# The notebook, in jupytext's percent format. Change everything but the lines that begin with "# %% nbgrader": in these,
# change the grade ids, here and in grading.yml.

# %% [markdown]
# # Standard scores
# Write a function of tensors. Run the cell with the tests as often as you like.

# %%


# %% nbgrader={"grade": false, "grade_id": "NAME-code", "locked": false, "schema_version": 3, "solution": true}
def standardize(x):
    """Each row of x with mean 0 and standard deviation 1.

    x: (rows, columns). Returns a tensor of the same shape. The deviation is that of all values: Σ(x - mean)² / columns.
    """
    ### BEGIN SOLUTION
    centred = x - x.mean(dim=1, keepdim=True)
    return centred / centred.pow(2).mean(dim=1, keepdim=True).sqrt()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "NAME-values", "locked": true, "schema_version": 3, "solution": false}
# The public tests of this part; save the notebook first.
# !python -m pytest -q test_NAME.py
