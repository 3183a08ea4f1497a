# %% the heaviside function is applied to -x, so the gradient passes where ReLU is shut grade_id="backprop-relu" old="torch.heaviside(x," new="torch.heaviside(-x,"
