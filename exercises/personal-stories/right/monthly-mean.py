# %% writes into a copy
def monthly_mean(table):
    table = table.copy()
    table["per_month"] = table["cases"].div(table["months"])
    return table


# %% row by row
def monthly_mean(table):
    rows = []
    for row in table.to_dict("records"):
        rows.append({**row, "per_month": row["cases"] / row["months"]})
    return pd.DataFrame(rows)
