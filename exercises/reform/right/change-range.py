# %% first and last wave picked by their year
def change_range(polls, option, error):
    share = polls[polls["option"] == option].set_index("wave")["share"]
    first, last = share[share.index.min()], share[share.index.max()]
    return (last - error) - (first + error), (last + error) - (first - error)


my_range = change_range(polls, given["option"], given["error"])

# %% a pivot
def change_range(polls, option, error):
    wide = polls.pivot(index="wave", columns="option", values="share").sort_index()
    change = float(wide[option].iloc[-1] - wide[option].iloc[0])
    return [change - 2 * error, change + 2 * error]


my_range = change_range(polls, given["option"], given["error"])
