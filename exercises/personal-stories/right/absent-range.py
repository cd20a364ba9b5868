# %% tries every pair of guesses
def absent_range(cases, repeats, returned):
    guesses = [cases - cases * share - back for share in repeats for back in returned]
    return max(min(guesses), 0), max(max(guesses), 0)


my_range = absent_range(given["opened"], given["repeats"], given["returned"])

# %% a list, and numpy's clip
def absent_range(cases, repeats, returned):
    people = pd.Series([cases * (1 - repeats[1]) - returned[1], cases * (1 - repeats[0]) - returned[0]])
    return people.clip(lower=0).tolist()


my_range = absent_range(given["opened"], given["repeats"], given["returned"])
