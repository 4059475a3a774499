// The live stream of news: opened, lost, back again.

const OPEN_MS = 1000; // longest wait for it before the page goes on without it

/**
 * Opens it: { stream, opened }, where `opened` is done when the server knows of it. `host` hears:
 * take(news), lost(gone) where `gone` means that it will not come back by itself, back().
 */
export function listen(query, host) {
  const stream = new EventSource(`/_/stream?${new URLSearchParams(query)}`);
  let lost = false;
  stream.onmessage = (event) => host.take(JSON.parse(event.data));
  stream.onerror = () => {
    lost = true;
    host.lost(stream.readyState === EventSource.CLOSED);
  };
  const opened = new Promise((done) => {
    setTimeout(done, OPEN_MS);
    stream.onopen = () => {
      done();
      if (lost) host.back();
      lost = false;
    };
  });
  return { stream, opened };
}
