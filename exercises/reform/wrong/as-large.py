# %% counts the step itself
# feedback: asked for are the others
def as_large(steps, month):
    size = steps.set_index("month")["change"].abs()
    if len(size) == 1:
        return None
    return 100 * (size >= size[month]).mean()


my_as_large = as_large(steps, given["month"])

# %% leaves the step out of the count but not out of the whole
# feedback: among all of which a share is taken
def as_large(steps, month):
    size = steps.set_index("month")["change"].abs()
    if len(size) == 1:
        return None
    return 100 * (size.drop(month) >= size[month]).sum() / len(size)


my_as_large = as_large(steps, given["month"])

# %% counts only steps in the same direction
# feedback: Only steps in the same direction
def as_large(steps, month):
    change = steps.set_index("month")["change"]
    others = change.drop(month)
    if others.empty:
        return None
    return 100 * (others / change[month] >= 1).mean()


my_as_large = as_large(steps, given["month"])

# %% asks for larger steps only
# feedback: just the same size count too
def as_large(steps, month):
    size = steps.set_index("month")["change"].abs()
    others = size.drop(month)
    if others.empty:
        return None
    return 100 * (others > size[month]).mean()


my_as_large = as_large(steps, given["month"])

# %% gives a share of one
# feedback: asked for is per cent
def as_large(steps, month):
    size = steps.set_index("month")["change"].abs()
    others = size.drop(month)
    if others.empty:
        return None
    return (others >= size[month]).mean()


my_as_large = as_large(steps, given["month"])

# %% gives a number of steps
# feedback: It is a number of steps
def as_large(steps, month):
    size = steps.set_index("month")["change"].abs()
    others = size.drop(month)
    if others.empty:
        return None
    return (others >= size[month]).sum()


my_as_large = as_large(steps, given["month"])

# %% zero where there is no other step
# feedback: then the function returns None
def as_large(steps, month):
    size = steps.set_index("month")["change"].abs()
    others = size.drop(month)
    return 100 * (others >= size[month]).sum() / max(len(others), 1)


my_as_large = as_large(steps, given["month"])

# %% the function is right, the value counts one direction
# feedback: Only steps in the same direction
def as_large(steps, month):
    size = steps.set_index("month")["change"].abs()
    others = size.drop(month)
    if others.empty:
        return None
    return 100 * (others >= size[month]).mean()


mine = steps.set_index("month")["change"][given["month"]]
same = steps[(steps["change"] > 0) == (mine > 0)]
my_as_large = 100 * ((same["change"].abs() >= abs(mine)).sum() - 1) / (len(steps) - 1)

# %% rounded
# feedback: seems to be rounded
def as_large(steps, month):
    size = steps.set_index("month")["change"].abs()
    others = size.drop(month)
    return round(100 * (others >= size[month]).mean()) if len(others) else None


my_as_large = as_large(steps, given["month"])
