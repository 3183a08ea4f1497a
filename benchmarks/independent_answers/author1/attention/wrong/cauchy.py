# %% the key layer is missing: keys are made with the query layer grade_id="attention-heads" old="split(self.key(x))" new="split(self.query(x))"
