# %% error bars, upright
dead = estimates.query("side == 'Ukraine' and measure == 'killed'")
low, high = (dead[end].fillna(dead["value"]).astype(float) for end in ("low", "high"))
middle = (low + high) / 2
fig, chart = plt.subplots()
names = [f"{row.counter} {row.published}" for row in dead.itertuples()]
chart.errorbar(names, middle, yerr=[middle - low, high - middle], fmt="o")
chart.set_ylabel("Soldiers killed")
chart.set_title("How many were killed, by estimate")
fig.supxlabel(f"Source: {given['source']}")

# %% one line at a time, labels set as ticks
dead = estimates[(estimates["side"] == "Ukraine") & (estimates["measure"] == "killed")].reset_index()
fig, chart = plt.subplots()
for place, row in dead.iterrows():
    ends = (row["value"], row["value"]) if pd.isna(row["low"]) else (row["low"], row["high"])
    chart.hlines(place, *ends, linewidth=4)
    chart.plot(ends, [place, place], "o")
chart.set_yticks(range(len(dead)), dead["counter"] + " " + dead["published"])
chart.set_xlabel("persons killed")
chart.set_title("Three estimates of the dead")
chart.text(0, -0.5, f"Source: {given['source']}")
