// Single convolutions in oneDNN, as a peer of Hush. Memory formats are oneDNN's own choice ("any"); what it reorders for that is not timed.
// Answers each line of standard input with one line:
//
//     open DIRECTION IN OUT KERNEL HEIGHT WIDTH UPSAMPLED IMAGES   makes a convolution ready
//     results FILE    its result as 32-bit floats: [N, H, W, C], or [out, in, k, k] for filters
//     time N          runs it N times; the seconds of each
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

#include <oneapi/dnnl/dnnl.hpp>

using namespace dnnl;
using dt = memory::data_type;
using tag = memory::format_tag;

namespace {

enum Stream : uint32_t { Input = 1, Filters = 2, Gradient = 3 };

// A number in [-0.5, 0.5): a hash of a value's place, the same as in Hush's SampleValues.
float sample(uint32_t place, uint32_t stream) {
    uint32_t h = (place * 0x9E3779B9u) ^ (stream * 0x7FEB352Du);
    h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
    h = (h ^ (h >> 13)) * 0xC2B2AE35u;
    h ^= h >> 16;
    return static_cast<float>(h >> 8) * (1.0f / (1 << 24)) - 0.5f;
}

struct Shape {
    std::string direction;
    int64_t in, out, kernel, height, width, upsampled, images;
};

class Convolution {
public:
    Convolution(const engine &cpu, const Shape &s) : cpu_(cpu), stream_(cpu), shape_(s) {
        const memory::dims x{s.images, s.in, s.height, s.width}, w{s.out, s.in, s.kernel, s.kernel}, y{s.images, s.out, s.height, s.width};
        const memory::dims one{1, 1}, pad{s.kernel / 2, s.kernel / 2};
        const auto any = [](const memory::dims &d) { return memory::desc(d, dt::f32, tag::any); };
        const memory plain_x = fill(x, tag::nhwc, Input), plain_w = fill(w, tag::oihw, Filters), plain_y = fill(y, tag::nhwc, Gradient);
        const auto algorithm = algorithm::convolution_direct;
        const convolution_forward::primitive_desc forward({prop_kind::forward_training, algorithm, any(x), any(w), any(y), one, pad, pad}, cpu);
        if (s.direction == "Forward") {
            result_ = memory(forward.dst_desc(), cpu);
            primitive_ = convolution_forward(forward);
            arguments_ = {{DNNL_ARG_SRC, placed(plain_x, forward.src_desc())},
                          {DNNL_ARG_WEIGHTS, placed(plain_w, forward.weights_desc())},
                          {DNNL_ARG_DST, result_}};
            plain_ = memory::desc(y, dt::f32, tag::nhwc);
        } else if (s.direction == "InputGradient") {
            const convolution_backward_data::primitive_desc backward({algorithm, any(x), any(w), any(y), one, pad, pad}, cpu, forward);
            result_ = memory(backward.diff_src_desc(), cpu);
            primitive_ = convolution_backward_data(backward);
            arguments_ = {{DNNL_ARG_DIFF_DST, placed(plain_y, backward.diff_dst_desc())},
                          {DNNL_ARG_WEIGHTS, placed(plain_w, backward.weights_desc())},
                          {DNNL_ARG_DIFF_SRC, result_}};
            plain_ = memory::desc(x, dt::f32, tag::nhwc);
        } else {
            const convolution_backward_weights::primitive_desc backward({algorithm, any(x), any(w), any(y), one, pad, pad}, cpu, forward);
            result_ = memory(backward.diff_weights_desc(), cpu);
            primitive_ = convolution_backward_weights(backward);
            arguments_ = {{DNNL_ARG_SRC, placed(plain_x, backward.src_desc())},
                          {DNNL_ARG_DIFF_DST, placed(plain_y, backward.diff_dst_desc())},
                          {DNNL_ARG_DIFF_WEIGHTS, result_}};
            plain_ = memory::desc(w, dt::f32, tag::oihw);
        }
    }

    double time() {
        const auto start = std::chrono::steady_clock::now();
        primitive_.execute(stream_, arguments_);
        stream_.wait();
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }

    std::vector<float> results() {
        time();
        const memory plain = placed(result_, plain_);
        const auto *values = static_cast<const float *>(plain.get_data_handle());
        std::vector<float> all(values, values + plain_.get_size() / sizeof(float));
        return shape_.upsampled && shape_.direction == "InputGradient" ? summed(all) : all;
    }

private:
    // Sample values; an upsampled input has them at half the size, each pixel four times.
    memory fill(const memory::dims &d, tag format, Stream stream) {
        memory m({d, dt::f32, format}, cpu_);
        auto *values = static_cast<float *>(m.get_data_handle());
        const int64_t count = d[0] * d[1] * d[2] * d[3];
        for (int64_t i = 0; i < count; i++)
            values[i] = sample(static_cast<uint32_t>(stream == Input && shape_.upsampled ? coarse(i) : i), stream);
        return m;
    }

    // The place in [N, H/2, W/2, C] that a place in [N, H, W, C] is upsampled from.
    int64_t coarse(int64_t i) const {
        const int64_t c = i % shape_.in, x = i / shape_.in % shape_.width, y = i / shape_.in / shape_.width % shape_.height;
        const int64_t n = i / shape_.in / shape_.width / shape_.height;
        return ((n * (shape_.height / 2) + y / 2) * (shape_.width / 2) + x / 2) * shape_.in + c;
    }

    std::vector<float> summed(const std::vector<float> &fine) const {
        std::vector<float> sums(fine.size() / 4);
        for (size_t i = 0; i < fine.size(); i++)
            sums[coarse(static_cast<int64_t>(i))] += fine[i];
        return sums;
    }

    memory placed(memory from, const memory::desc &desc) {
        memory to(desc, cpu_);
        reorder(from, to).execute(stream_, from, to);
        stream_.wait();
        return to;
    }

    engine cpu_;
    stream stream_;
    Shape shape_;
    primitive primitive_;
    memory result_;
    memory::desc plain_;
    std::unordered_map<int, memory> arguments_;
};

}  // namespace

int main() {
    const engine cpu(engine::kind::cpu, 0);
    const auto *version = dnnl_version();
    std::cout << "oneDNN " << version->major << '.' << version->minor << '.' << version->patch << std::endl;
    std::vector<Convolution> open;      // none or one
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream words(line);
        std::string command;
        words >> command;
        if (command == "open") {
            Shape s;
            words >> s.direction >> s.in >> s.out >> s.kernel >> s.height >> s.width >> s.upsampled >> s.images;
            open.clear();
            open.emplace_back(cpu, s);
            std::cout << "ready" << std::endl;
        } else if (command == "results") {
            std::string path;
            words >> path;
            const auto values = open.at(0).results();
            std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char *>(values.data()), values.size() * sizeof(float));
            std::cout << "written" << std::endl;
        } else {
            int repetitions = 0;
            words >> repetitions;
            for (int i = 0; i < repetitions; i++)
                std::printf("%s%.9g", i == 0 ? "" : " ", open.at(0).time());
            std::printf("\n");
            std::fflush(stdout);
        }
    }
}
