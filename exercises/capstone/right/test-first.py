# %% asks of every pair
def verdict(before, after):
    falls = [new < old for new in after for old in before]
    if all(falls):
        return "fits"
    return "open" if any(falls) else "contradicted"


# %% sorted lists
def verdict(before, after):
    before, after = sorted(before), sorted(after)
    if before[0] > after[-1]:
        answer = "fits"
    elif after[0] >= before[-1]:
        answer = "contradicted"
    else:
        answer = "open"
    return answer
