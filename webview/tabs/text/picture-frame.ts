import { drawingStyle } from '../../chart/chart-image';
import { h } from '../../dom';

interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** A frame that shows a drawing as it would be saved, in the editor's colours, and tells where it is clicked. */
export class PictureFrame {
  readonly element = h('div', { class: 'picture-frame' });
  private readonly image = h('img', { alt: '', 'aria-hidden': 'true', draggable: 'false' });
  private ready = false;

  /**
   * @param make the drawing for a width in pixels
   * @param clicked a place in the drawing
   */
  constructor(
    private readonly make: (width: number, style: ReturnType<typeof drawingStyle>) => Picture,
    clicked: (x: number, y: number) => void,
  ) {
    this.element.append(this.image);
    this.image.addEventListener('click', ({ clientX, clientY }) => {
      const { left, top } = this.image.getBoundingClientRect();
      if (this.ready) clicked(clientX - left, clientY - top);
    });
    new ResizeObserver(() => {
      if (this.ready && this.element.clientWidth !== this.width) this.draw();
    }).observe(this.element);
  }

  /** Pixels of the frame when it was drawn. */
  width = 0;

  draw(): void {
    this.ready = true;
    if (this.element.clientWidth === 0) return;
    this.width = this.element.clientWidth;
    const { svg, width, height } = this.make(this.width, drawingStyle());
    this.image.width = width;
    this.image.height = height;
    this.image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  }
}
