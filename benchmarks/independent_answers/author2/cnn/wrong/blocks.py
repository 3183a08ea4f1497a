# %% the flatten starts at axis 0, so all images of the batch stand in one row grade_id="cnn-shapes cnn-model" old="self.linear(x.flatten(1))" new="self.linear(x.flatten(0))"

# %% the images are normalized in place, which changes the images that are given grade_id="cnn-train" old="            output = model(images)\n" new="            images.sub_(0.5).div_(0.5)\n            output = model(images)\n"

# %% the printed epochs are counted from 1 grade_id="cnn-train" old="str(epoch - 1) +" new="str(epoch) +"
