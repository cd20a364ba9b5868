# %% a pivot, drawn by pandas
wide = fertility.pivot(index="year", columns="series", values="rate")
chart = wide.plot(title="Births in Ukraine as two offices count them", xlabel="year", ylabel="births per woman")
chart.set_ylim(0, 2)
chart.figure.text(0, 0, f"Source: {given['source']}")

# %% names beside the lines
fig, chart = plt.subplots()
for series in fertility["series"].unique():
    rows = fertility[fertility["series"] == series]
    chart.plot(rows["year"].tolist(), rows["rate"].tolist(), marker=".", label=series)
    chart.text(rows["year"].iloc[-1], rows["rate"].iloc[-1], series)
chart.set(ylim=(0, None), xlabel="calendar year", ylabel="children per woman", title="Two offices, two series of births")
fig.suptitle(f"Source: {given['source']}", fontsize=8, y=0.02)
