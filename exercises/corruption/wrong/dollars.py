# %% the latest rate for all
# feedback: the latest rate is used for all
def dollars(amounts, rates):
    latest = rates.sort_values("date")["rate"].iloc[-1]
    return amounts.assign(usd=amounts["uah"] / latest)

# %% the first rate for all
# feedback: the first rate is used for all
def dollars(amounts, rates):
    return amounts.assign(usd=amounts["uah"] / rates["rate"].iloc[0])

# %% the rate of the next day with one
# feedback: On that day nobody knew it
def dollars(amounts, rates):
    known = rates.sort_values("date").set_index("date")["rate"]
    own = [known[day:].iloc[0] if len(known[day:]) else known.iloc[-1] for day in amounts["date"]]
    return amounts.assign(usd=amounts["uah"] / own)

# %% one mean rate
# feedback: all rates are averaged
def dollars(amounts, rates):
    return amounts.assign(usd=amounts["uah"] / rates["rate"].mean())

# %% multiplies
# feedback: turns dollars into hryvnias
def dollars(amounts, rates):
    known = rates.sort_values("date").set_index("date")["rate"]
    own = [known[:day].iloc[-1] for day in amounts["date"]]
    return amounts.assign(usd=amounts["uah"] * own)

# %% a merge, which leaves days without a rate blank
# feedback: a day without a rate of its own is blank
def dollars(amounts, rates):
    both = amounts.merge(rates[["date", "rate"]], on="date", how="left")
    return both.assign(usd=both["uah"] / both["rate"])

# %% forgets to put the rates in order
# feedback: need not be the last in time
def dollars(amounts, rates):
    own = [rates.loc[rates["date"] <= day, "rate"].iloc[-1] for day in amounts["date"]]
    return amounts.assign(usd=amounts["uah"] / own)

# %% rounded to whole dollars
# feedback: which is not right
def dollars(amounts, rates):
    known = rates.sort_values("date").set_index("date")["rate"]
    own = [known[:day].iloc[-1] for day in amounts["date"]]
    return amounts.assign(usd=(amounts["uah"] / own).round())

# %% rounded
# feedback: seems to be rounded
def dollars(amounts, rates):
    known = rates.sort_values("date").set_index("date")["rate"]
    of_the_day = [known[:day].iloc[-1] for day in amounts["date"]]
    return amounts.assign(usd=(amounts["uah"] / of_the_day).round(2))

# %% merged with a column that both tables have, which gets two names
# feedback: Did you mean 'origin_y'
def dollars(amounts, rates):
    both = pd.merge_asof(
        amounts.assign(date=pd.to_datetime(amounts["date"])).sort_values("date"),
        rates.assign(date=pd.to_datetime(rates["date"])).sort_values("date"),
        on="date",
    )
    return both.assign(usd=both["uah"] / both["rate"])
