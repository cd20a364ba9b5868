# %% divides every year by twelve
# feedback: every year is divided by twelve
def monthly_rate(cases, strength):
    both = cases.groupby("year")["cases"].sum().reset_index().merge(strength, on="year")
    both["rate"] = 1000 * both["cases"] / 12 / both["soldiers"]
    return both[["year", "rate"]]

# %% a rate for a year
# feedback: for a year, not for a month
def monthly_rate(cases, strength):
    both = cases.groupby("year")["cases"].sum().reset_index().merge(strength, on="year")
    both["rate"] = 1000 * both["cases"] / both["soldiers"]
    return both[["year", "rate"]]

# %% AWOL alone
# feedback: only one offence is in it
def monthly_rate(cases, strength):
    both = cases[cases["offence"] == "awol"].merge(strength, on="year")
    both["rate"] = 1000 * both["cases"] / both["months"] / both["soldiers"]
    return both[["year", "rate"]]

# %% the mean of the two offences
# feedback: Both together means their sum
def monthly_rate(cases, strength):
    both = cases.merge(strength, on="year")
    both["rate"] = 1000 * both["cases"] / both["months"] / both["soldiers"]
    return both.groupby("year")["rate"].mean().reset_index()

# %% for one soldier
# feedback: for one soldier
def monthly_rate(cases, strength):
    both = cases.merge(strength, on="year")
    both["rate"] = both["cases"] / both["months"] / both["soldiers"]
    return both.groupby("year")["rate"].sum().reset_index()

# %% adds up the months of the two offences
# feedback: they are the same months
def monthly_rate(cases, strength):
    both = cases.groupby("year")[["cases", "months"]].sum().reset_index().merge(strength, on="year")
    both["rate"] = 1000 * both["cases"] / both["months"] / both["soldiers"]
    return both[["year", "rate"]]

# %% keeps years without a strength
# feedback: does not belong
def monthly_rate(cases, strength):
    both = cases.merge(strength, on="year", how="left")
    both["rate"] = 1000 * both["cases"] / both["months"] / both["soldiers"]
    return both.groupby("year")["rate"].sum().reset_index()

# %% one strength for all years
# feedback: Take each year's own soldiers
def monthly_rate(cases, strength):
    both = cases[cases["year"].isin(strength["year"])]
    both = both.assign(rate=1000 * both["cases"] / both["months"] / strength["soldiers"].mean())
    return both.groupby("year")["rate"].sum().reset_index()

# %% rounded
# feedback: seems to be rounded
def monthly_rate(cases, strength):
    both = cases.merge(strength, on="year")
    both["rate"] = 1000 * both["cases"] / both["months"] / both["soldiers"]
    return both.groupby("year")["rate"].sum().round(2).reset_index()
