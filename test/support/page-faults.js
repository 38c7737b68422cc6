// Runs in the page: what a person would stumble over there, in words. Its value is that of the file.
;(() => {
  const faults = []
  const named = (element) => {
    const text = (element.textContent ?? '').trim().slice(0, 40)
    return `${element.tagName.toLowerCase()}.${element.className} "${text}"`
  }

  if (document.documentElement.lang === '') faults.push('the page has no language')
  if (document.title.trim() === '') faults.push('the page has no title')
  for (const tag of ['main', 'header', 'h1']) {
    const count = document.querySelectorAll(tag).length
    if (count !== 1) faults.push(`${count} times ${tag}`)
  }
  for (const region of document.querySelectorAll('section, [role=region]')) {
    const label = document.getElementById(region.getAttribute('aria-labelledby') ?? '')
    const name = label?.textContent ?? region.getAttribute('aria-label') ?? ''
    if (name.trim() === '') faults.push(`without a name: ${named(region)}`)
  }
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  if (new Set(ids).size !== ids.length) faults.push('an id stands twice')

  // What scrolls within itself may be wider than the screen, and can be reached with the keyboard.
  const isInScroller = (element) => {
    const scroller = element.parentElement?.closest('.wide, pre')
    return scroller !== null && scroller !== undefined
  }
  const width = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth > width) faults.push('the page is wider than the screen')
  for (const element of document.body.querySelectorAll('*')) {
    const { right } = element.getBoundingClientRect()
    if (right > width + 0.5 && !isInScroller(element)) faults.push(`too wide: ${named(element)}`)
    const isScrolled = element.scrollWidth > element.clientWidth && element.clientWidth > 0
    if (isScrolled && element.matches('.wide, pre') && element.tabIndex !== 0) {
      faults.push(`not to be scrolled by the keyboard: ${named(element)}`)
    }
  }

  // WCAG 2.2, relative luminance and contrast ratio.
  const channels = (color) => (color.match(/[\d.]+/g) ?? []).map(Number)
  const luminance = (color) => {
    const [red, green, blue] = channels(color)
      .slice(0, 3)
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const groundOf = (element) => {
    for (let each = element; each !== null; each = each.parentElement) {
      const color = getComputedStyle(each).backgroundColor
      if (channels(color)[3] !== 0) return color
    }
    return 'rgb(255, 255, 255)'
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement
    if (texts.currentNode.data.trim() === '' || element.matches('script, style')) continue
    const [a, b] = [getComputedStyle(element).color, groundOf(element)].map(luminance)
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    if (!(ratio >= 4.5)) faults.push(`contrast of ${ratio.toFixed(2)}: ${named(element)}`)
  }
  return faults
})()
