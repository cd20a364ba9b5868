# %% draws totals
# feedback: totals of years
fig, chart = plt.subplots()
for offence, rows in cases.groupby("offence"):
    chart.plot(rows["year"], rows["cases"], label=offence)
chart.set_ylim(bottom=0)
chart.set_ylabel("cases opened in a month")
chart.set_xlabel("year")
chart.set_title("AWOL cases a month rose much faster than cases of desertion")
chart.legend()
fig.text(0, 0, f"Source: {given['source']}")

# %% divides every year by twelve
# feedback: divide each year by twelve
fig, chart = plt.subplots()
for offence, rows in cases.groupby("offence"):
    chart.plot(rows["year"], rows["cases"] / 12, label=offence)
chart.set_ylim(bottom=0)
chart.set_ylabel("cases opened in a month")
chart.set_xlabel("year")
chart.set_title("AWOL cases a month rose much faster than cases of desertion")
chart.legend()
fig.text(0, 0, f"Source: {given['source']}")

# %% no unit on the y axis
# feedback: The y axis has no label
fig, chart = plt.subplots()
for offence, rows in cases.groupby("offence"):
    chart.plot(rows["year"], rows["cases"] / rows["months"], label=offence)
chart.set_ylim(bottom=0)
chart.set_xlabel("year")
chart.set_title("AWOL cases a month rose much faster than cases of desertion")
chart.legend()
fig.text(0, 0, f"Source: {given['source']}")

# %% an axis that does not begin at zero
# feedback: begin at zero
fig, chart = plt.subplots()
for offence, rows in cases.groupby("offence"):
    chart.plot(rows["year"], rows["cases"] / rows["months"], label=offence)
chart.set_ylim(bottom=100)
chart.set_ylabel("cases opened in a month")
chart.set_xlabel("year")
chart.set_title("AWOL cases a month rose much faster than cases of desertion")
chart.legend()
fig.text(0, 0, f"Source: {given['source']}")

# %% no source
# feedback: names no source
fig, chart = plt.subplots()
for offence, rows in cases.groupby("offence"):
    chart.plot(rows["year"], rows["cases"] / rows["months"], label=offence)
chart.set_ylim(bottom=0)
chart.set_ylabel("cases opened in a month")
chart.set_xlabel("year")
chart.set_title("AWOL cases a month rose much faster than cases of desertion")
chart.legend()

# %% one line for both offences
# feedback: 2 are asked for
fig, chart = plt.subplots()
years = cases.groupby("year")[["cases", "months"]].sum()
chart.plot(years.index, years["cases"] / years["months"], label="awol and desertion")
chart.set_ylim(bottom=0)
chart.set_ylabel("cases opened in a month")
chart.set_xlabel("year")
chart.set_title("AWOL cases a month rose much faster than cases of desertion")
chart.legend()
fig.text(0, 0, f"Source: {given['source']}")

# %% names of the lines are not shown
# feedback: Nothing in the chart tells which line
fig, chart = plt.subplots()
for offence, rows in cases.groupby("offence"):
    chart.plot(rows["year"], rows["cases"] / rows["months"], label=offence)
chart.set_ylim(bottom=0)
chart.set_ylabel("cases opened in a month")
chart.set_xlabel("year")
chart.set_title("AWOL cases a month rose much faster than cases of desertion")
fig.text(0, 0, f"Source: {given['source']}")

# %% the names exchanged
# feedback: not right
fig, chart = plt.subplots()
for offence, rows in cases.groupby("offence"):
    chart.plot(rows["year"], rows["cases"] / rows["months"], label="awol" if offence != "awol" else "desertion")
chart.set_ylim(bottom=0)
chart.set_ylabel("cases opened in a month")
chart.set_xlabel("year")
chart.set_title("AWOL cases a month rose much faster than cases of desertion")
chart.legend()
fig.text(0, 0, f"Source: {given['source']}")
