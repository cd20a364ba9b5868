# %% divides every year by twelve
# feedback: divided by twelve
def monthly_mean(table):
    return table.assign(per_month=table["cases"] / 12)


# %% divides months by cases
# feedback: wrong way round
def monthly_mean(table):
    return table.assign(per_month=table["months"] / table["cases"])


# %% rounds down
# feedback: rounded down
def monthly_mean(table):
    return table.assign(per_month=table["cases"] // table["months"])


# %% one mean for the whole table
# feedback: 'per_month' of awol, 2030
def monthly_mean(table):
    return table.assign(per_month=table["cases"].sum() / table["months"].sum())


# %% gives back the column alone
# feedback: this is a single column
def monthly_mean(table):
    return table["cases"] / table["months"]


# %% forgets to return
# feedback: does the function end with return
def monthly_mean(table):
    table["per_month"] = table["cases"] / table["months"]


# %% names the column differently
# feedback: the column 'per_month' is missing
def monthly_mean(table):
    return table.assign(monthly=table["cases"] / table["months"])

# %% rounded
# feedback: seems to be rounded
def monthly_mean(table):
    return table.assign(per_month=(table["cases"] / table["months"]).round(1))
