# %% pandas' own merge of a day with the last one before it
def dollars(amounts, rates):
    left = amounts.assign(day=pd.to_datetime(amounts["date"])).sort_values("day")
    right = rates.assign(day=pd.to_datetime(rates["date"])).sort_values("day")[["day", "rate"]]
    both = pd.merge_asof(left, right, on="day")
    both["usd"] = both["uah"] / both["rate"]
    return both

# %% a loop over both tables
def dollars(amounts, rates):
    result = amounts.copy()
    result["usd"] = 0.0
    for place, row in amounts.iterrows():
        best = ""
        for day, rate in zip(rates["date"], rates["rate"]):
            if best <= day <= row["date"]:
                best, found = day, rate
        result.loc[place, "usd"] = row["uah"] / found
    return result
