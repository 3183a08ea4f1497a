# %% a residual connection is added: x plus the attention's answer grade_id="attention-heads" old="return self.out(" new="return x + self.out("
