# %% pandas draws, names beside the lines
table = cases.assign(mean=cases["cases"] / cases["months"]).pivot(index="year", columns="offence", values="mean")
chart = table.plot(legend=False, xlabel="year", ylabel="Proceedings opened a month", ylim=(0, None))
for offence in table.columns:
    chart.text(2025, table[offence].iloc[-1], offence)
chart.set_xlabel("year")
chart.set_title("What was opened in a month of each year")
chart.figure.text(0.5, 0, "Sources: " + given["source"])

# %% the figure, and years as text
chart = plt.figure()
axes = chart.add_subplot()
for offence in ("desertion", "awol"):
    rows = cases.query("offence == @offence")
    axes.plot(rows["year"].astype(str), rows["cases"] / rows["months"], "--o", label=offence)
axes.set(ylim=(0, 40000), xlabel="Year", ylabel="cases per month", title="Cases opened per month of each year")
axes.annotate(f"Source: {given['source']}", (0, 0))
axes.legend(title="offence")
