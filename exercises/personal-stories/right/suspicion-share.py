# %% aligns on an index
def suspicion_share(register, suspicions):
    span = ["offence", "start", "end"]
    opened = register.set_index(span)["cases"]
    files = suspicions.query("counted == 'proceedings'").set_index(span)["suspicions"]
    return (files / opened * 100).dropna().rename("share").reset_index()


# %% looks each row up
def suspicion_share(register, suspicions):
    opened = {(row.offence, row.start, row.end): row.cases for row in register.itertuples()}
    rows = []
    for row in suspicions.itertuples():
        span = (row.offence, row.start, row.end)
        if row.counted == "proceedings" and span in opened:
            rows.append((*span, 100 * row.suspicions / opened[span]))
    return pd.DataFrame(rows, columns=["offence", "start", "end", "share"])
