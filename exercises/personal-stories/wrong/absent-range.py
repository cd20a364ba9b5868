# %% pairs the fewest repeats with the most returns
# feedback: both at once
def absent_range(cases, repeats, returned):
    one = cases * (1 - repeats[1]) - returned[0]
    two = cases * (1 - repeats[0]) - returned[1]
    return max(one, 0), max(two, 0)


my_range = absent_range(given["opened"], given["repeats"], given["returned"])

# %% upper end first
# feedback: The lower end comes first
def absent_range(cases, repeats, returned):
    low = cases * (1 - repeats[1]) - returned[1]
    high = cases * (1 - repeats[0]) - returned[0]
    return max(high, 0), max(low, 0)


my_range = absent_range(given["opened"], given["repeats"], given["returned"])

# %% forgets those who came back
# feedback: Nobody has come back
def absent_range(cases, repeats, returned):
    return cases * (1 - repeats[1]), cases * (1 - repeats[0])


my_range = absent_range(given["opened"], given["repeats"], given["returned"])

# %% counts second files as soldiers
# feedback: Second files are counted as soldiers
def absent_range(cases, repeats, returned):
    return max(cases - returned[1], 0), max(cases - returned[0], 0)


my_range = absent_range(given["opened"], given["repeats"], given["returned"])

# %% goes below zero
# feedback: cannot be below zero
def absent_range(cases, repeats, returned):
    return cases * (1 - repeats[1]) - returned[1], cases * (1 - repeats[0]) - returned[0]


my_range = absent_range(given["opened"], given["repeats"], given["returned"])

# %% gives the middle instead of a range
# feedback: should be two numbers
def absent_range(cases, repeats, returned):
    return cases * (1 - sum(repeats) / 2) - sum(returned) / 2


my_range = absent_range(given["opened"], given["repeats"], given["returned"])

# %% takes the repeats for a number of files
# feedback: taken as a number
def absent_range(cases, repeats, returned):
    return max(cases - repeats[1] - returned[1], 0), max(cases - repeats[0] - returned[0], 0)


my_range = absent_range(given["opened"], given["repeats"], given["returned"])

# %% rounded
# feedback: seems to be rounded
def absent_range(cases, repeats, returned):
    low = cases * (1 - repeats[1]) - returned[1]
    high = cases * (1 - repeats[0]) - returned[0]
    return round(max(low, 0)), round(max(high, 0))


my_range = absent_range(given["opened"], given["repeats"], given["returned"])
