# %% counts men whom nobody held
# feedback: They could not be shot
def carried_out(courts):
    return courts.assign(share=100 * courts["shot"] / courts["sentenced"])

# %% lets a blank spread
# feedback: a blank spreads
def carried_out(courts):
    return courts.assign(share=100 * courts["shot"] / (courts["sentenced"] - courts["absent"]))

# %% a share of one
# feedback: asked for is per cent
def carried_out(courts):
    return courts.assign(share=courts["shot"] / (courts["sentenced"] - courts["absent"].fillna(0)))

# %% upside down
# feedback: it is upside down
def carried_out(courts):
    return courts.assign(share=100 * (courts["sentenced"] - courts["absent"].fillna(0)) / courts["shot"])

# %% the share that was not carried out
# feedback: the share that was not carried out
def carried_out(courts):
    held = courts["sentenced"] - courts["absent"].fillna(0)
    return courts.assign(share=100 - 100 * courts["shot"] / held)

# %% leaves out rows with a blank
# feedback: is missing
def carried_out(courts):
    known = courts.dropna()
    return known.assign(share=100 * known["shot"] / (known["sentenced"] - known["absent"]))

# %% one share for all
# feedback: take each row by itself
def carried_out(courts):
    held = courts["sentenced"] - courts["absent"].fillna(0)
    return courts.assign(share=100 * courts["shot"].sum() / held.sum())

# %% whole per cent
# feedback: which is not right
def carried_out(courts):
    held = courts["sentenced"] - courts["absent"].fillna(0)
    return courts.assign(share=(100 * courts["shot"] / held).round())

# %% rounded
# feedback: seems to be rounded
def carried_out(courts):
    held = courts["sentenced"] - courts["absent"].fillna(0)
    return courts.assign(share=(100 * courts["shot"] / held).round(1))

# %% fills the blanks of the table itself
# feedback: became 0, as if it had been counted
def carried_out(courts):
    courts = courts.fillna({"absent": 0})
    return courts.assign(share=100 * courts["shot"] / (courts["sentenced"] - courts["absent"]))
