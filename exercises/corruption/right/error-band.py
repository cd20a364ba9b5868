# %% pandas draws the line, the band follows
scores = index.set_index("year")["score"].sort_index()
chart = scores.plot(marker="s", ylim=(0, 100), xlabel="Year", ylabel="Index score (points)")
start = scores[scores.index.min()]
chart.fill_between(scores.index, [start - given["error"]] * len(scores), start + given["error"], color="grey", alpha=0.3)
chart.set_title("A slow climb out of the first year's error")
chart.figure.text(0.1, 0, "Source: " + given["source"])

# %% the figure kept, text in the axes
chart = plt.figure()
axes = chart.add_subplot()
first = index.loc[index["year"].idxmin(), "score"]
axes.plot(index["year"], index["score"], "o-")
axes.fill_between(index["year"], first + given["error"], first - given["error"], alpha=0.3)
axes.set(ylim=(0, None), xlabel="year of the index", ylabel="points of 100, index", title="Score beside the error of one year")
axes.text(2012, 1, f"Source: {given['source']}")
