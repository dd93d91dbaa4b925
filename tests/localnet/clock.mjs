// clock.mjs - makes a slot whenever its time has come; the chain's clock runs
// with this machine's monotonic one, from wherever it was set.
export class Clock {
	constructor(chain) {
		this.chain = chain;
		this.paused = true;
		this.timer = null;
	}
	restart() {
		if (this.paused)
			return;
		this.pause();
		this.resume();
	}
	resume() {
		if (!this.paused)
			return;
		this.paused = false;
		this.last = performance.now();
		this.timer = setInterval(() => this.#due(), this.chain.slotMs);
	}
	pause() {
		clearInterval(this.timer);
		this.paused = true;
	}
	#due() {
		const elapsed = performance.now() - this.last;
		const n = Math.floor(elapsed / this.chain.slotMs + 0.25);
		if (n < 1)
			return;
		this.last += n * this.chain.slotMs;
		this.chain.tick(n);
	}
}
