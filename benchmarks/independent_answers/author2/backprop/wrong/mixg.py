# %% the input is kept from the first call of forward only grade_id="backprop-linear" old="        self.input = x\n" new="        if not hasattr(self, \"input\"):\n            self.input = x\n"

# %% the loss returns minus the mean over all classes of log p, not that of the labels alone grade_id="backprop-loss" old="return -self.log_p[torch.arange(len(labels)), labels].mean()" new="return -self.log_p.mean()"

# %% the ReLUs are left out of backward grade_id="backprop-mlp" old="                g = self.relus[k].backward(g)\n" new="                pass\n"
