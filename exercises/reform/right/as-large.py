# %% a loop
def as_large(steps, month):
    sizes = {name: abs(change) for name, change in zip(steps["month"], steps["change"])}
    mine = sizes.pop(month)
    if not sizes:
        return None
    return 100 * sum(size >= mine for size in sizes.values()) / len(sizes)


my_as_large = as_large(steps, given["month"])

# %% the step is taken off afterwards
def as_large(steps, month):
    mine = abs(steps.loc[steps["month"] == month, "change"].iloc[0])
    large = len(steps[steps["change"].abs() >= mine]) - 1
    others = len(steps) - 1
    return 100 * large / others if others else None


my_as_large = as_large(steps, given["month"])
