# %% a loop over the rows
def carried_out(courts):
    shares = []
    for row in courts.to_dict("records"):
        held = row["sentenced"]
        if not pd.isna(row["absent"]):
            held -= row["absent"]
        shares.append(row["shot"] / held * 100)
    result = courts.copy()
    result["share"] = shares
    return result

# %% subtract with fill_value
def carried_out(courts):
    held = courts["sentenced"].subtract(courts["absent"], fill_value=0)
    courts["share"] = courts["shot"].div(held).mul(100)
    return courts
