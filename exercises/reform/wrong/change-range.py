# %% allows for one error
# feedback: in opposite ways
def change_range(polls, option, error):
    waves = polls[polls["option"] == option].sort_values("wave")["share"]
    change = waves.iloc[-1] - waves.iloc[0]
    return change - error, change + error


my_range = change_range(polls, given["option"], given["error"])

# %% takes the last wave off the first
# feedback: the first wave off the last
def change_range(polls, option, error):
    waves = polls[polls["option"] == option].sort_values("wave")["share"]
    change = waves.iloc[0] - waves.iloc[-1]
    return change - 2 * error, change + 2 * error


my_range = change_range(polls, given["option"], given["error"])

# %% trusts the order of the rows
# feedback: Sort them
def change_range(polls, option, error):
    waves = polls[polls["option"] == option]["share"]
    change = waves.iloc[-1] - waves.iloc[0]
    return change - 2 * error, change + 2 * error


my_range = change_range(polls, given["option"], given["error"])

# %% takes the last step only
# feedback: the wave before the last
def change_range(polls, option, error):
    waves = polls[polls["option"] == option].sort_values("wave")["share"]
    change = waves.iloc[-1] - waves.iloc[-2]
    return change - 2 * error, change + 2 * error


my_range = change_range(polls, given["option"], given["error"])

# %% forgets the error
# feedback: Nothing is allowed for the error
def change_range(polls, option, error):
    waves = polls[polls["option"] == option].sort_values("wave")["share"]
    change = waves.iloc[-1] - waves.iloc[0]
    return change, change


my_range = change_range(polls, given["option"], given["error"])

# %% per cent of the first share
# feedback: asked for is a change in points
def change_range(polls, option, error):
    waves = polls[polls["option"] == option].sort_values("wave")["share"]
    change = 100 * (waves.iloc[-1] / waves.iloc[0] - 1)
    return change - 2 * error, change + 2 * error


my_range = change_range(polls, given["option"], given["error"])

# %% the function is right, the value is that of the other option
# feedback: This is the other option
def change_range(polls, option, error):
    waves = polls[polls["option"] == option].sort_values("wave")["share"]
    change = waves.iloc[-1] - waves.iloc[0]
    return change - 2 * error, change + 2 * error


other = next(option for option in polls["option"] if option != given["option"])
my_range = change_range(polls, other, given["error"])

# %% rounded
# feedback: seems to be rounded
def change_range(polls, option, error):
    waves = polls[polls["option"] == option].sort_values("wave")["share"]
    change = waves.iloc[-1] - waves.iloc[0]
    return round(change - 2 * error), round(change + 2 * error)


my_range = change_range(polls, given["option"], given["error"])
