/** Where another machine brings its token. */
export const JOIN_PATH = '/join'

/** The token is in the fragment, which no browser sends; the script brings it and forgets it. */
export const JOIN_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Anthesis</title>
<p id="line">Joining …</p>
<script type="module" src="${JOIN_PATH}.js"></script>
</html>
`

export const JOIN_SCRIPT = `const token = location.hash.slice(1)
history.replaceState(null, '', location.pathname)
const answer = await fetch('${JOIN_PATH}', { method: 'POST', body: token })
if (answer.ok) {
  const remote = await fetch('/remote', { method: 'HEAD' })
  location.replace(remote.ok ? '/remote' : '/')
} else document.getElementById('line').textContent = await answer.text()
`
