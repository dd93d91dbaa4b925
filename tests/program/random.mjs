// random.mjs - a seeded source of chance.
// mulberry32: small, seeded, good enough to wander
export function random(seed) {
	let a = seed >>> 0;
	const next = () => {
		a = (a + 0x6d2b79f5) | 0;
		let t = Math.imul(a ^ (a >>> 15), 1 | a);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
	return {
		chance: (p) => next() < p,
		below: (n) => Math.floor(next() * n),
		pick: (list) => list[Math.floor(next() * list.length)],
		weighted(pairs) {
			let x = next() * pairs.reduce((sum, [w]) => sum + w, 0);
			return pairs.find(([w]) => (x -= w) < 0)[1];
		},
	};
}
