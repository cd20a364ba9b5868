# %% adds the total to its parts
# feedback: donors that it already holds
def rest(aid):
    total = aid.groupby("year")["aid"].sum()
    american = aid[aid["donor"] == "United States"].set_index("year")["aid"]
    return pd.DataFrame({"others": total - american, "us_share": 100 * american / total}).reset_index()

# %% adds up the donors that are listed
# feedback: only those with a row of their own
def rest(aid):
    wide = aid.pivot(index="year", columns="donor", values="aid")
    others = wide.drop(columns=["all", "United States"]).sum(axis=1)
    return pd.DataFrame({"others": others, "us_share": 100 * wide["United States"] / wide["all"]}).reset_index()

# %% takes the EU off too
# feedback: they are among the others
def rest(aid):
    wide = aid.pivot(index="year", columns="donor", values="aid")
    others = wide["all"] - wide["United States"] - wide["EU institutions"]
    return pd.DataFrame({"others": others, "us_share": 100 * wide["United States"] / wide["all"]}).reset_index()

# %% share of the others
# feedback: the share is taken of the others
def rest(aid):
    wide = aid.pivot(index="year", columns="donor", values="aid")
    others = wide["all"] - wide["United States"]
    return pd.DataFrame({"others": others, "us_share": 100 * wide["United States"] / others}).reset_index()

# %% a share of one
# feedback: a share of one
def rest(aid):
    wide = aid.pivot(index="year", columns="donor", values="aid")
    others = wide["all"] - wide["United States"]
    return pd.DataFrame({"others": others, "us_share": wide["United States"] / wide["all"]}).reset_index()

# %% the share of the others
# feedback: that of the others
def rest(aid):
    wide = aid.pivot(index="year", columns="donor", values="aid")
    others = wide["all"] - wide["United States"]
    return pd.DataFrame({"others": others, "us_share": 100 * others / wide["all"]}).reset_index()

# %% rounded
# feedback: seems to be rounded
def rest(aid):
    wide = aid.pivot(index="year", columns="donor", values="aid")
    share = 100 * wide["United States"] / wide["all"]
    return pd.DataFrame({"others": wide["all"] - wide["United States"], "us_share": share}).round(1).reset_index()
