# %% compares means
# feedback: Means hide that the rates overlap
def verdict(before, after):
    before, after = sum(before) / len(before), sum(after) / len(after)
    if after < before:
        return "fits"
    return "contradicted"


# %% compares the last with the first
# feedback: Only the first or last rates are compared
def verdict(before, after):
    return "fits" if after[-1] < before[0] else "contradicted"


# %% the wrong way round
# feedback: Below every rate before is what the claim says
def verdict(before, after):
    if max(after) < min(before):
        return "contradicted"
    if min(after) >= max(before):
        return "fits"
    return "open"


# %% never contradicted
# feedback: They rose, so this is not open
def verdict(before, after):
    return "fits" if max(after) < min(before) else "open"


# %% an equal rate counts as a fall
# feedback: has not fallen
def verdict(before, after):
    if max(after) <= min(before):
        return "fits"
    if min(after) > max(before):
        return "contradicted"
    return "open"


# %% a truth value
# feedback: should be text
def verdict(before, after):
    return max(after) < min(before)
