# %% the rows are in the order of the words: the place is b * seq + t instead of t * batch + b grade_id="rnn-model" old="rows[t * batch + b]" new="rows[b * seq + t]"
