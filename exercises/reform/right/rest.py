# %% a merge
def rest(aid):
    total = aid[aid["donor"] == "all"][["year", "aid"]]
    american = aid[aid["donor"] == "United States"][["year", "aid"]]
    both = total.merge(american, on="year", suffixes=("_all", "_us"))
    both["others"] = both["aid_all"] - both["aid_us"]
    both["us_share"] = both["aid_us"] / both["aid_all"] * 100
    return both[["year", "others", "us_share"]]

# %% a loop over years
def rest(aid):
    rows = []
    for year, part in aid.groupby("year"):
        given_by = part.set_index("donor")["aid"]
        american = given_by["United States"] / given_by["all"]
        rows.append({"year": year, "others": given_by["all"] * (1 - american), "us_share": 100 * american})
    return pd.DataFrame(rows)
