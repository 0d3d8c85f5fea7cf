// Draws a figure of HtmlExport into an element: tables of x and y, the lines first, then the bands with a lower and an upper edge.
(element, figure) => {
    const ink = () => getComputedStyle(element).color; // of the theme, light or dark
    const digits = value => value == null ? "" : String(Number(value.toPrecision(5)));
    const lines = figure.lines, bands = figure.bands;
    const low = k => 1 + lines.length + 2 * k;
    const axis = title => ({label: title, stroke: ink, grid: {stroke: "#88888840"}, ticks: {stroke: "#88888840"}, values: (u, all) => all.map(digits)});
    const edge = {label: "", width: 0, class: "proximal-edge", points: {show: false}};
    const plot = new uPlot({
        title: figure.title,
        width: Math.min(figure.width, element.clientWidth || figure.width),
        height: figure.height,
        scales: {x: {time: false, distr: figure.logX ? 3 : 1}, y: {distr: figure.logY ? 3 : 1}},
        axes: [axis(figure.x), {...axis(figure.y), size: 70}],
        series: [
            {label: figure.x, value: (u, value) => digits(value)},
            ...lines.map(line => ({
                label: line.label,
                stroke: line.color ?? ink,
                width: line.width,
                dash: line.dash,
                points: {show: line.points},
                value: (u, value) => digits(value),
            })),
            ...bands.flatMap(() => [edge, edge]),
        ],
        bands: bands.map((band, k) => ({series: [low(k) + 1, low(k)], fill: band.color})),
        hooks: {
            draw: [u => figure.verticals.forEach(line => {
                const x = u.valToPos(line.x, "x", true), {left, top, width, height} = u.bbox;
                if (x >= left && x <= left + width) {
                    u.ctx.save();
                    u.ctx.strokeStyle = u.ctx.fillStyle = ink();
                    u.ctx.setLineDash([4, 4]);
                    u.ctx.beginPath();
                    u.ctx.moveTo(x, top);
                    u.ctx.lineTo(x, top + height);
                    u.ctx.stroke();
                    const right = x > left + width / 2;
                    u.ctx.textAlign = right ? "right" : "left";
                    u.ctx.textBaseline = "top";
                    u.ctx.fillText(line.label, right ? x - 6 : x + 6, top + 4);
                    u.ctx.restore();
                }
            })],
            setSeries: [(u, i, change) => { // a band goes with its line
                if (change.show != null) {
                    bands.forEach((band, k) => {
                        if (band.line === i - 1) {
                            u.setSeries(low(k), {show: change.show});
                            u.setSeries(low(k) + 1, {show: change.show});
                        }
                    });
                }
            }],
        },
    }, uPlot.join([...lines, ...bands].map(series => series.table)), element);
    return plot;
}
