# %% differences
# feedback: these are differences
def two_rules(table):
    by_year = table.groupby("year")["rate"]
    return (by_year.max() - by_year.min())[by_year.size() > 1]


my_largest = two_rules(rates).max()

# %% upside down
# feedback: the lowest divided by the highest
def two_rules(table):
    by_year = table.groupby("year")["rate"]
    return (by_year.min() / by_year.max())[by_year.size() > 1]


my_largest = two_rules(rates).max()

# %% keeps years with a single rate
# feedback: years with a single rate
def two_rules(table):
    by_year = table.groupby("year")["rate"]
    return by_year.max() / by_year.min()


my_largest = two_rules(rates).max()

# %% the last over the first
# feedback: The order of the rows means nothing
def two_rules(table):
    by_year = table.groupby("year")["rate"]
    return (by_year.last() / by_year.first())[by_year.size() > 1]


my_largest = two_rules(rates).max()

# %% the increase
# feedback: times as high, less one
def two_rules(table):
    by_year = table.groupby("year")["rate"]
    return (by_year.max() / by_year.min() - 1)[by_year.size() > 1]


my_largest = two_rules(rates).max() + 1

# %% the highest rates
# feedback: these are the highest rates themselves
def two_rules(table):
    by_year = table.groupby("year")["rate"]
    return by_year.max()[by_year.size() > 1]


my_largest = two_rules(rates).max()

# %% the function is right, the value is that of the whole table
# feedback: my_largest is
def two_rules(table):
    by_year = table.groupby("year")["rate"]
    return (by_year.max() / by_year.min())[by_year.size() > 1]


my_largest = rates["rate"].max() / rates["rate"].min()

# %% rounded
# feedback: seems to be rounded
def two_rules(table):
    by_year = table.groupby("year")["rate"]
    return (by_year.max() / by_year.min())[by_year.size() > 1].round(2)


my_largest = two_rules(rates).max()
